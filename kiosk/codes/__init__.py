"""From record to address to QR symbol to files; reading them back."""
