"""What an operator should know before trouble: settings, machine, database; for `kiosk doctor`."""
