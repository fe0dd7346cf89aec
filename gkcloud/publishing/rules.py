"""The publishing workflow: one function says what may happen to a post; it draws the buttons and guards the actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from gkcloud.access.policy import Actor, Can, Role
from gkcloud.publishing.content import Disclosure
from gkcloud.tenancy.rules import Stage


class State(StrEnum):
    """Where a post stands in the office. Whether the public sees it is the publication's affair."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    FILED = "filed"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return STATE_LABELS[self]


STATE_LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.DRAFT: "草稿",
        State.IN_REVIEW: "审签中",
        State.PUBLISHED: "已发布",
        State.FILED: "已存档（不公开）",
        State.WITHDRAWN: "已撤回",
        State.DISCARDED: "已作废",
    }
)


class Move(StrEnum):
    """What somebody may do with a post."""

    EDIT = "edit"
    SUBMIT = "submit"
    RECALL = "recall"
    PASS = "pass"  # noqa: S105 - not a password
    RETURN = "return"
    PUBLISH_URGENTLY = "publish_urgently"
    CONFIRM_URGENT = "confirm_urgent"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    MARK_VALIDITY = "mark_validity"
    DISCARD = "discard"


STAGE_ROLES: Mapping[Stage, Role] = MappingProxyType(
    {
        Stage.REVIEW: Role.REVIEWER,
        Stage.SECRECY_REVIEW: Role.SECRECY_REVIEWER,
        Stage.SUPERVISION: Role.SUPERVISION_MEMBER,
        Stage.SIGN_OFF: Role.SIGNER,
    }
)

_NEEDS: Mapping[Move, Can] = MappingProxyType(
    {
        Move.EDIT: Can.POST_WRITE,
        Move.SUBMIT: Can.POST_WRITE,
        Move.RECALL: Can.POST_WRITE,
        Move.PASS: Can.POST_DECIDE,
        Move.RETURN: Can.POST_DECIDE,
        Move.PUBLISH_URGENTLY: Can.POST_PUBLISH_URGENTLY,
        Move.CONFIRM_URGENT: Can.POST_CONFIRM_URGENT,
        Move.CORRECT: Can.POST_WRITE,
        Move.WITHDRAW: Can.POST_WITHDRAW,
        Move.MARK_VALIDITY: Can.POST_MARK_VALIDITY,
        Move.DISCARD: Can.POST_WRITE,
    }
)


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What the rules need to know of a post.

    ``writers``: who created it and who last edited it. ``passed_by``: who passed an earlier stage of this round.
    ``urgent_signer``: who published it urgently, while nobody has confirmed that.
    """

    state: State
    stage: Stage | None = None
    writers: frozenset[UUID] = frozenset()
    passed_by: frozenset[UUID] = frozenset()
    is_public: bool = False
    urgent_signer: UUID | None = None
    blocked_by_check: bool = False
    missing: tuple[str, ...] = ()
    disclosure: Disclosure = Disclosure.PROACTIVE
    # The policy that an interpretation explains demands to be published together with it and is not public yet.
    waits_for_policy: bool = False
    # A policy that demands an interpretation has none that stands at sign-off.
    lacks_interpretation: bool = False


@dataclass(frozen=True, slots=True)
class Transitions:
    """The moves of one actor on one post: those allowed, and those that only a reason keeps away."""

    allowed: frozenset[Move] = frozenset()
    refusals: Mapping[Move, str] = field(default_factory=dict)

    def __contains__(self, move: object) -> bool:
        return move in self.allowed

    def why_not(self, move: Move) -> str:
        """Return a Chinese sentence on why a move is not allowed."""
        return self.refusals.get(move, "这条信息的状态已经变化，不能进行这项操作，请刷新后查看。")


def transitions(post: PostFacts, actor: Actor, *, three_people: bool) -> Transitions:
    """Return what ``actor`` may do with ``post``.

    Whoever wrote or last edited a post cannot pass it, and neither can somebody who stands in for them. With
    ``three_people`` (三审) nobody passes two stages of one round.
    """
    allowed: set[Move] = set()
    refusals: dict[Move, str] = {}
    for move in _moves_in(post):
        if not actor.may(_NEEDS[move]) or not _holds_stage(move, post, actor):
            continue
        reason = _refusal(move, post, actor, three_people=three_people)
        if reason:
            refusals[move] = reason
        else:
            allowed.add(move)
    return Transitions(frozenset(allowed), refusals)


def _moves_in(post: PostFacts) -> tuple[Move, ...]:
    """Return the moves that the state of the post knows at all."""
    moves: tuple[Move, ...]
    match post.state:
        case State.DRAFT:
            moves = (Move.EDIT, Move.SUBMIT, Move.PUBLISH_URGENTLY)
            moves += () if post.is_public else (Move.DISCARD,)
        case State.IN_REVIEW:
            moves = (Move.PASS, Move.RETURN, Move.RECALL, Move.PUBLISH_URGENTLY)
        case State.PUBLISHED:
            moves = (Move.CORRECT,)
        case _:
            moves = ()
    if post.is_public:
        moves += (Move.WITHDRAW, Move.MARK_VALIDITY)
    if post.urgent_signer is not None:
        moves += (Move.CONFIRM_URGENT,)
    return moves


def _holds_stage(move: Move, post: PostFacts, actor: Actor) -> bool:
    if move not in {Move.PASS, Move.RETURN}:
        return True
    return post.stage is not None and STAGE_ROLES[post.stage] in actor.roles


def _refusal(move: Move, post: PostFacts, actor: Actor, *, three_people: bool) -> str | None:
    if move is Move.PASS:
        return _refuse_pass(post, actor, three_people=three_people)
    if move in {Move.SUBMIT, Move.PUBLISH_URGENTLY}:
        return _refuse_incomplete(post)
    if move is Move.CONFIRM_URGENT and post.urgent_signer in _acting(actor, Role.SIGNER):
        return "紧急发布须由另一人补核，请由其他审核人或签发人确认。"
    return None


def _refuse_pass(post: PostFacts, actor: Actor, *, three_people: bool) -> str | None:
    role = STAGE_ROLES[post.stage] if post.stage else Role.SIGNED_IN
    acting = _acting(actor, role)
    if post.writers & acting:
        return "您起草或修改过这条信息，须由其他人办理。"
    if three_people and post.passed_by & acting:
        return "您已办理过前面的环节，本单位实行三审，须由其他人办理。"
    if post.waits_for_policy and post.stage is Stage.SIGN_OFF:
        return "这条解读须与所解读的政策一并签发，请从政策文件签发。"
    if post.lacks_interpretation and post.stage is Stage.SIGN_OFF:
        return "这份政策须与解读一并发布，请等解读送到签发环节后一并签发。"
    return _refuse_incomplete(post)


def _refuse_incomplete(post: PostFacts) -> str | None:
    if post.missing:
        return f"还缺少{'、'.join(post.missing)}，请补齐后再继续。"
    if post.blocked_by_check:
        return "发布前检查发现必须处理的问题，请先处理后再继续。"
    return None


def _acting(actor: Actor, role: Role) -> frozenset[UUID]:
    """Return who acts: the person, and the one they stand in for in this role."""
    lender = actor.stands_in.get(role)
    return frozenset({actor.person_id, lender} if lender else {actor.person_id})


def next_stage(stages: tuple[Stage, ...], stage: Stage) -> Stage | None:
    """Return the stage after ``stage``, or None after the last."""
    following = stages[stages.index(stage) + 1 :]
    return following[0] if following else None
