"""Periods, counts, exports."""
