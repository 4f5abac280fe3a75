"""The Flask application and the command line: parse, call one verb inside one transaction, answer."""
