"""The six dimensions of Positieve Gezondheid: key and name, as they are stored and shown everywhere. Pure."""

LEEFGEBIEDEN = {
    "lichaam": "Lichaamsfuncties",
    "mentaal": "Mentaal welbevinden",
    "zin": "Zingeving",
    "leven": "Kwaliteit van leven",
    "meedoen": "Meedoen",
    "dagelijks": "Dagelijks functioneren",
}
