"""Where pages find styles and scripts: under names with hashes, which browsers may keep for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """Names with hashes where `collectstatic` has run, as at each release and each `up`; plain ones elsewhere.

    A shell or a single command on a fresh checkout need not collect anything first.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The name under which this file is served."""
        try:
            return super().stored_name(name)
        except ValueError:  # nothing was collected
            return name
