"""References: how readers call an activity, and what else a story refers to."""

from digest.models import Activity, Repository, Statement
from digest.stories import relations
from newsletter.editions.shown_text import shown_tag
from newsletter.editions.types import Reference, Relation, RepositoryInfo

SHORT_SHA = 7


def own_reference(activity: Activity) -> Reference:
    """How readers call this activity: #2547, 11537c7 or v0.6.4."""
    if activity.kind == Activity.Kind.COMMIT:
        return Reference(activity.key[:SHORT_SHA], activity.url, "sha")
    if activity.kind == Activity.Kind.ADVISORY:
        return Reference(activity.key, activity.url, "advisory")
    if activity.kind == Activity.Kind.RELEASE:
        return Reference(shown_tag(activity.key), activity.url, "tag")
    return Reference(f"#{activity.number}", activity.url, "number")


def story_references(
    main: Activity, evidence: list[Activity], statement: Statement, repository: Repository
) -> tuple[Reference, ...]:
    """Own reference first, then the others by number and tag, then commits; relations name theirs themselves."""
    references = [own_reference(activity) for activity in evidence]
    known = {reference.text for reference in references}
    by_name = _known_by_name(main, repository)
    references += [reference for reference in by_name if reference.text not in known]
    related = {make_relation(row).reference.text for row in statement.relations} - {references[0].text}
    unique = {reference.text: reference for reference in references if reference.text not in related}
    return tuple(sorted(unique.values(), key=lambda reference: reference.kind == "sha"))


def _known_by_name(main: Activity, repository: Repository) -> list[Reference]:
    """The pull request of a commit and the commit of a pull request, where GitHub named them but did not list them."""
    if main.kind == Activity.Kind.COMMIT and main.pull_request:
        return [Reference(f"#{main.pull_request}", f"{repository.url}/pull/{main.pull_request}", "number")]
    if main.kind == Activity.Kind.PULL_REQUEST and main.merge_sha:
        return [Reference(main.merge_sha[:SHORT_SHA], f"{repository.url}/commit/{main.merge_sha}", "sha")]
    return []


def make_relation(row: dict[str, str]) -> Relation:
    """What a stored row of word, text and url says."""
    if row["word"] in (relations.RELEASED_IN, relations.IN_BRANCH):
        return Relation(row["word"], Reference(shown_tag(row["text"]), row["url"], "tag"))
    kind = "number" if "#" in row["text"] else "sha"
    return Relation(row["word"], Reference(row["text"], row["url"], kind))


def qualified_reference(repository: RepositoryInfo, reference: Reference) -> Reference:
    """The reference as it reads outside the section of its repository: vllm #34914."""
    return Reference(f"{repository.name} {reference.text}", reference.url, reference.kind)
