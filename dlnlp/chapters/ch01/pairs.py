"""Chapter 1's pairs of words: opposites, and words of nearly one meaning."""

OPPOSITES = [
    pair.split()
    for pair in (
        "night day, good evil, light darkness, heaven earth, life death, love hate, "
        "righteous wicked, east west, north south, clean unclean, came went, "
        "rich poor, strong weak, left right, first last, young old"
    ).split(", ")
]
SYNONYMS = [
    pair.split()
    for pair in (
        "joy gladness, anger wrath, path way, law commandment, ship boat, "
        "robe garment, stone rock, house dwelling"
    ).split(", ")
]
