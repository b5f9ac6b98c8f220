"""An edition as a document of one format: Markdown, plain text or JSON."""
