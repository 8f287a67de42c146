from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render


@login_not_required
def moment(request, token):
    return render(request, "checkins/moment.html")
