"""What can be loaded: a module each, which declares its loader as LOADER."""
