from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HouseConfig(AppConfig):
    """The house as an app of its own: commands and tasks that need every floor."""

    name = "config"
    verbose_name = "House"


class TandemAdminConfig(AdminConfig):
    """Django admin behind the same sign-in, and the same second factor, as everything else."""

    default_site = "config.admin.TandemAdminSite"
