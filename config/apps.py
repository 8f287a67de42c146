from django.contrib.admin.apps import AdminConfig


class TandemAdminConfig(AdminConfig):
    """Django admin behind the same sign-in, and the same second factor, as everything else."""

    default_site = "config.admin.TandemAdminSite"
