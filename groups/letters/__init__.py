"""The letters that groups cause, one file for each part of them. Subjects and names are neutral."""

from accounts.letter_kinds import LetterKind
from groups.letters import board, meetings, membership, talk

LETTERS: list[LetterKind] = [*board.LETTERS, *meetings.LETTERS, *membership.LETTERS, *talk.LETTERS]
