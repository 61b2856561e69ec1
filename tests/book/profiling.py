"""Stored profiles in little, as the country pages and the pages about countries use them."""

VALUES = {"FR": 9.91, "DE": 19.75, "DK": 27.58, "GR": 9.81}


def fill(value, rank, peers=(), n=4):
    """Return a function that fills the store of a profile."""

    def filled(store):
        if value is not None:
            store.number("value_ai_ent_any", value, digits=1, n=n, sources=["ai_ent_any"])
        store.names("peers", peers, of="country")
        ranked = {"year": 2024, "n": n, "rank": rank}
        rows = [
            {"indicator": "ai_ent_any", **ranked, "value": value, "median": 14.83, "flag": None},
            {"indicator": "gdp_pps_pc", **ranked, "value": 39294.2, "rank": 1, "median": 36413.1, "flag": "p"},
        ]
        store.table("ranks", rows, layout="ranks", sources=["ai_ent_any", "gdp_pps_pc"])

    return filled


def store(project, values=VALUES):
    """Store a profile of each country, the others its peers."""
    for iso2, value in values.items():
        rank = None if value is None else 1 + sum(other > value for other in values.values() if other is not None)
        peers = [code for code in values if code != iso2]
        project.store(f"country-profile-{iso2.lower()}", fill(value, rank, peers, len(values)))
