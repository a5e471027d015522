"""A plugin of pytest for tries of mutants: fewer examples, the same ones each time, and none looked
for that is simpler or kept for the next run of the tests."""

from hypothesis import Phase, settings

settings.register_profile(
    "mutants",
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
)
settings.load_profile("mutants")
