"""Trains the learned layer of the coder; needs the extra `training`, and nothing else imports it."""
