from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite


class TandemAdminSite(AdminSite):
    """Django admin for wellness staff and operators."""

    site_header = "Tandem staff"
    site_title = "Tandem staff"
    index_title = "Today"
    site_url = "/"

    @property
    def urls(self):
        return self.get_urls(), "admin", self.name


TandemAdminSite.login = secure_admin_login(TandemAdminSite.login)
