from django.conf import settings


def house(request):
    """What every page may ask about the house itself."""
    return {"is_demo": settings.IS_DEMO, "site_url": settings.SITE_URL}
