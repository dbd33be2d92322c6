"""The pages, one module a page: a request in, a response out."""
