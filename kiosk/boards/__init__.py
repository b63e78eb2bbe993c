"""The paper board: what stands where, drawn as PDF, read back, recorded, compared."""
