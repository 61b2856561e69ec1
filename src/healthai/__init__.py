"""AI in European health systems: data, statistics and tools of the research book."""
