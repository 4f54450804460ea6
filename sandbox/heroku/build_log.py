"""What a build prints, buildpack by buildpack, as the real ones do."""

from sandbox.heroku.buildpack_names import name_of
from sandbox.heroku.catalog import ENDED_STACKS

NODEJS = """\
-----> Node.js app detected

-----> Creating runtime environment

       NPM_CONFIG_LOGLEVEL=error
       NODE_VERBOSE=false
       NODE_ENV=production
       NODE_MODULES_CACHE=true

-----> Installing binaries
       engines.node (package.json):   20.x
       engines.npm (package.json):    unspecified (use default)

       Resolving node version 20.x...
       Downloading and installing node 20.18.1...
       Using default npm version: 10.8.2

-----> Restoring cache
       Cached directories were not restored due to a change in version of node, npm, yarn or stack
       Module installation may take longer for this build

-----> Installing dependencies
       Installing node modules

       added 142 packages, and audited 143 packages in 4s

-----> Build
       Running build

-----> Caching build
       - npm cache

-----> Pruning devDependencies

-----> Build succeeded!
"""
KONG = """\
-----> Kong app detected
-----> Installing Kong runtime
       Downloading kong-runtime-v7.0.2.tgz
       Kong 1.0.2, OpenSSL 1.1.1
-----> Installing Lua rocks
       No .luarocks file found, nothing to install
-----> Writing config/kong.conf.etlua
"""
RUNIT = """\
-----> Runit app detected
-----> Installing runit
-----> Generating boot script
"""
NO_LANGUAGE = """\
 !     No default language could be detected for this app.
\t\t\tHINT: This occurs when Heroku cannot detect the buildpack to use for this application automatically.
\t\t\tSee https://devcenter.heroku.com/articles/buildpacks

 !     Push failed
"""


def printed_by(buildpack: str) -> str:
    """Return what one buildpack prints."""
    name = name_of(buildpack)
    for known, text in (("nodejs", NODEJS), ("kong", KONG), ("runit", RUNIT)):
        if known in name:
            return text
    return f"-----> {name.rpartition('/')[2]} app detected\n"


def language_of(buildpack: str) -> str:
    """Return what a buildpack calls the apps it detects, as the line on a rejected push does."""
    name = name_of(buildpack)
    return next((word for known, word in (("nodejs", "Node.js"), ("kong", "Kong"), ("runit", "Runit")) if known in name), name)


def success(buildpacks: list[str], stack: str, process_types: dict[str, str], log: str) -> list[str]:
    """Return the parts that a build prints that succeeds, in order; `log` replaces the buildpacks' own words."""
    detected = ", ".join(process_types) or "(none)"
    return [
        f"-----> Building on the {stack.capitalize()} stack\n-----> Using buildpacks:\n",
        "".join(f"       {number}. {name_of(pack)}\n" for number, pack in enumerate(buildpacks, 1)),
        *([_line(log)] if log else [printed_by(pack) for pack in buildpacks]),
        f"-----> Discovering process types\n       Procfile declares types -> {detected}\n\n",
        "-----> Compressing...\n       Done: 40M\n",
    ]


def launched(version: int, web_url: str) -> str:
    """Return the last words of a build that succeeded."""
    return f"-----> Launching...\n       Released v{version}\n       {web_url} deployed to Heroku\n"


def failure(buildpacks: list[str], stack: str, log: str) -> list[str]:
    """Return the parts that a build prints that fails in its first buildpack, or before it finds one."""
    if stack in ENDED_STACKS:
        return [f" !     The {stack} stack is end-of-life, and apps can no longer be built on it.\n\n !     Push failed\n"]
    if not buildpacks:
        return [NO_LANGUAGE]
    language = language_of(buildpacks[0])
    own = log or (
        f"-----> {language} app detected\n\n-----> Installing dependencies\n       Installing node modules\n"
        "       npm error code ELIFECYCLE\n       npm error errno 1\n       npm error Failed at the install script.\n\n"
        "-----> Build failed\n"
    )
    return [
        f"-----> Building on the {stack.capitalize()} stack\n",
        _line(own),
        f" !     Push rejected, failed to compile {language} app.\n\n !     Push failed\n",
    ]


def _line(text: str) -> str:
    return text if text.endswith("\n") else f"{text}\n"
