"""What has changed between two versions, and whom it breaks: the document, and the client's public surface."""
