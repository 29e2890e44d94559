"""What pydantic finds wrong is told in one way, wherever it was found."""

from pathlib import Path
from typing import Annotated

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from model.corrections import with_words
from model.errors import RowError, SettingsError, first_fault
from training.jsonl import rows
from training.yaml_file import checked


class Inner(BaseModel):
    share: float = Field(le=1)


class Made(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: Annotated[str, AfterValidator(with_words)] = "a"
    parts: list[Inner] = []

    @model_validator(mode="after")
    def _fits(self) -> "Made":
        if len(self.parts) > len(self.text):
            raise ValueError("more parts than letters")
        return self


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"text": "..."}, "text: holds no letter and no digit; give the quoted words, got '...'"),
        ({"parts": [{"share": 0}, {"share": 5}]}, "parts.1.share: Input should be less than or equal to 1, got 5"),
        ({"parts": [{}]}, "parts.0.share: Field required"),
        ({"parts": [{"share": 0}, {"share": 0}]}, "more parts than letters"),
        ({"text": "a" * 99, "more": 1}, "more: Extra inputs are not permitted, got 1"),
        ([1], "Input should be a valid dictionary or instance of Made, got [1]"),
    ],
)
def test_place_rule_and_value_are_told_and_no_whole_object(values: object, told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Made.model_validate(values)
    assert first_fault(caught.value) == told


def test_where_no_field_is_at_fault_the_whole_has_a_name_and_a_long_value_is_cut() -> None:
    with pytest.raises(ValidationError) as caught:
        Made.model_validate("x" * 1000)
    found = first_fault(caught.value, "the file")
    assert found.startswith("the file: Input should be")
    assert len(found) < 200


def test_files_tell_a_rule_of_our_own_without_the_librarys_words(tmp_path: Path) -> None:
    file = tmp_path / "made.jsonl"
    file.write_text('{"text": "?"}\n', "utf-8")
    with pytest.raises(RowError, match=r"made\.jsonl:1: text: holds no letter"):
        list(rows(file, Made))
    with pytest.raises(SettingsError, match="the file: more parts than letters"):
        checked(file, Made, {"parts": [{"share": 0}, {"share": 0}]})


def test_a_line_in_which_a_key_stands_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "made.jsonl"
    file.write_text('{"text": "a", "parts": [{"share": 0, "share": 1}]}\n', "utf-8")
    with pytest.raises(RowError, match=r"made\.jsonl:1: the key 'share' is given more than once in one object$"):
        list(rows(file, Made))
