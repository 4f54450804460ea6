"""Buildpacks of an app that joins or leaves: its own, and the sidecar's around them."""

from mesh.addresses import Buildpack

LANGUAGES = ("heroku/", "https://github.com/heroku/")  # Heroku's own packs: what an app is written in is its own affair

Buildpacks = tuple[Buildpack, ...]


def sidecars(profile: Buildpacks) -> Buildpacks:
    """Return those of a profile's buildpacks that make an app one of the mesh, in their order."""
    return tuple(each for each in profile if not each.begins_with(LANGUAGES))


def around(own: Buildpacks, profile: Buildpacks) -> Buildpacks:
    """Return an app's own buildpacks in their order, with the sidecar's that are missing put around them as the profile has them.

    What stands before the language in the profile goes in front, the rest behind, and each before those that follow it in the profile.
    """
    first_language = next((at for at, each in enumerate(profile) if each.begins_with(LANGUAGES)), 0)
    front = [each for each in sidecars(profile[:first_language]) if each not in own]
    result = [*front, *own]
    for at, each in enumerate(profile):
        if each.begins_with(LANGUAGES) or each in result:
            continue
        following = [result.index(later) for later in sidecars(profile[at + 1 :]) if later in result]
        result.insert(min(following, default=len(result)), each)
    return tuple(result)
