"""A second coder: a large language model behind an endpoint, held to the words of the text.

`answer` is what it is asked for, `instructions` how it is told, `page` what the text and the lists know of a name,
`checking` what of an answer is kept, `asking` the network. Only `asking` needs the extra `llm`.
"""
