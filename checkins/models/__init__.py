from checkins.models.checkins import CheckIn
from checkins.models.concerns import Concern, ConcernEvent, RequestDraft
from checkins.models.firewall import GradingOfChosen, PersonWhoChose
from checkins.models.people import ChosenPerson, Share
from checkins.models.plans import Plan

__all__ = [
    "CheckIn",
    "ChosenPerson",
    "Concern",
    "ConcernEvent",
    "GradingOfChosen",
    "PersonWhoChose",
    "Plan",
    "RequestDraft",
    "Share",
]
