"""Who said it: one behaviour for each way in which news ties words to a speaker. All names are invented."""

import pytest

from model.quotes import scan
from model.speakers import attribute
from tests.speakers.speaking import attributions, first, mention


@pytest.mark.parametrize(
    ("text", "name", "cue"),
    [
        ("“We will rebuild the bridge,” Ivan Petrenko said.", "Ivan Petrenko", "said"),
        ("“We will rebuild the bridge,” said Ivan Petrenko.", "Ivan Petrenko", "said"),
        ("Ivan Petrenko said: “We will rebuild the bridge.”", "Ivan Petrenko", "said"),
        ("Ivan Petrenko told reporters that “the bridge will be rebuilt”.", "Ivan Petrenko", "told"),
        ("According to Ivan Petrenko, “the bridge will be rebuilt by May”.", "Ivan Petrenko", "According to"),
        ("“We will rebuild the bridge,” Ivan Petrenko, head of the road agency, said.", "Ivan Petrenko", "said"),
        ("“We will rebuild the bridge,” wrote Ivan Petrenko on Friday.", "Ivan Petrenko", "wrote"),
        ("Ivan Petrenko: “We will rebuild the bridge.”", "Ivan Petrenko", ":"),
        ("“We will rebuild the bridge.” — Ivan Petrenko", "Ivan Petrenko", "—"),
        ("The plan was described by Ivan Petrenko as “a bridge to nowhere”.", "Ivan Petrenko", "described"),
    ],
)
def test_each_form_names_its_speaker_and_cue(text: str, name: str, cue: str) -> None:
    found = first(text)
    assert (found.name, found.cue) == (name, cue)
    assert "Petrenko" in mention(text, found)


def test_both_halves_of_a_split_quotation_have_one_speaker() -> None:
    text = "“We will rebuild the bridge,” Ivan Petrenko said, “and nobody will stop us.”"
    assert [a.name for a in attributions(text)] == ["Ivan Petrenko", "Ivan Petrenko"]


def test_a_quotation_without_a_cue_continues_the_speaker_before() -> None:
    text = (
        "“We will rebuild it,” Ivan Petrenko said on Monday.\n\n“It will take a year.”\n\nRain is expected on Tuesday."
    )
    assert [a.name for a in attributions(text)] == ["Ivan Petrenko", "Ivan Petrenko"]


def test_two_speakers_are_kept_apart() -> None:
    text = (
        "“We will rebuild the bridge,” said Ivan Petrenko, the mayor.\n\n"
        "“There is no money for it,” said Olena Marchuk, a member of the council."
    )
    assert [a.name for a in attributions(text)] == ["Ivan Petrenko", "Olena Marchuk"]


def test_a_surname_and_a_pronoun_lead_to_the_fullest_name() -> None:
    text = (
        "Mayor Ivan Petrenko visited the river on Monday.\n\n“We will rebuild the bridge,” Petrenko said.\n\n"
        "“It will take a year,” he added."
    )
    found = attributions(text)
    assert [a.name for a in found] == ["Ivan Petrenko", "Ivan Petrenko"]
    assert mention(text, found[1]) == "he"
    antecedent = found[1].antecedent
    assert antecedent is not None
    assert "Petrenko" in text[antecedent.start : antecedent.end]


def test_a_pronoun_agrees_in_gender() -> None:
    text = "Olena Marchuk met Ivan Petrenko in the town hall on Monday.\n\n“We have no money,” she said."
    assert first(text).name == "Olena Marchuk"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("“We will rebuild the bridge,” regional governor Ivan Petrenko said.", "regional governor"),
        ("“We will rebuild the bridge,” said Ivan Petrenko, head of the road agency.", "head of the road agency"),
        ("Ivan Petrenko, a spokesman for the ministry, said: “We will rebuild it.”", "spokesman for the ministry"),
        ("“We will rebuild the bridge,” said Ivan Petrenko, a baker.", "baker"),
    ],
)
def test_titles_and_asides_describe_the_speaker(text: str, description: str) -> None:
    found = first(text)
    assert (found.name, found.description) == ("Ivan Petrenko", description)


def test_an_office_leads_to_the_person_who_holds_it() -> None:
    text = "Ivan Petrenko, the governor of the region, came on Monday.\n\n“We will rebuild it,” the governor said."
    assert first(text).name == "Ivan Petrenko"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“Two drones were shot down,” the defence ministry said.", "defence ministry"),
        ("“Two drones were shot down,” the report said.", "report"),
        ("“Two drones were shot down,” a regional governor said.", "regional governor"),
        ("“Two drones were shot down,” said a source in the ministry.", "source in the ministry"),
    ],
)
def test_bodies_documents_and_nameless_roles_can_speak(text: str, name: str) -> None:
    assert first(text).name == name


def test_a_noun_that_is_left_out_is_taken_from_the_role_before() -> None:
    text = "“It was loud,” one resident said.\n\n“We hid in the cellar,” another said."
    assert attributions(text)[1].name == "another resident"


def test_an_acronym_leads_to_the_body_that_it_stands_for() -> None:
    text = "The Institute for River Studies (IRS) published a paper.\n\n“The bridge is old,” the IRS said."
    assert first(text).name == "Institute for River Studies"


def test_a_pronoun_can_mean_a_nameless_role() -> None:
    text = "A villager stood by the road with a bag.\n\n“My house is gone,” he said."
    assert first(text).name == "villager"


def test_relayed_words_belong_to_the_source_that_is_claimed_to_have_said_them() -> None:
    text = "Olena Marchuk told the council that Ivan Petrenko had said “the bridge is finished”."
    assert first(text).name == "Ivan Petrenko"


def test_an_agency_that_quotes_somebody_is_not_the_speaker() -> None:
    text = "“The bridge is finished,” the Bridge news agency quoted Ivan Petrenko as saying."
    assert first(text).name == "Ivan Petrenko"


def test_a_headline_that_runs_into_the_text_is_no_part_of_the_name() -> None:
    text = "Related ArticlesMr Petrenko came on Monday. “We will rebuild the bridge,” Mr Petrenko said."
    assert first(text).name == "Petrenko"


def test_an_office_is_the_person_named_beside_it() -> None:
    text = "The foreign minister, Ivan Petrenko, said the bridge was “a great success”."
    assert first(text).name == "Ivan Petrenko"


def test_a_country_stands_for_its_ministry_that_spoke_before() -> None:
    text = "The British defence ministry said the bridge was open.\n\n“It is safe,” Britain said."
    assert first(text).name == "British defence ministry"


def test_a_question_belongs_to_the_reporter_and_the_answer_to_the_one_asked() -> None:
    text = "“Is the bridge finished?” a reporter asked.\n\n“It is,” Ivan Petrenko replied."
    assert [a.name for a in attributions(text)] == ["reporter", "Ivan Petrenko"]


def test_a_spokesman_is_not_the_one_he_speaks_for() -> None:
    text = (
        "Ivan Petrenko met Pavlo Bondar, the spokesman for Olena Marchuk, on Monday.\n\n"
        "“We will rebuild it,” Mr Petrenko's spokesman said."
    )
    assert first(text).name == "Mr Petrenko's spokesman"


def test_words_that_nobody_says_have_no_name_and_no_confidence() -> None:
    found = first("“Nothing here says who it was.”")
    assert (found.name, found.mention, found.confidence) == ("", None, 0.0)


def test_a_plain_attribution_is_surer_than_a_guess() -> None:
    plain = first("“We will rebuild the bridge,” Ivan Petrenko said.")
    guess = first("Ivan Petrenko walked past a wall on which “forward” was painted over by children.")
    assert plain.confidence > 0.9
    assert guess.confidence < plain.confidence


def test_a_quotation_inside_another_has_its_own_speaker() -> None:
    text = "“The governor told me, ‘The bridge is finished,’ and left,” Ivan Petrenko said."
    quotations = scan(text)
    found = dict(zip([q.depth for q in quotations], attribute(text, quotations), strict=True))
    assert found[0].name == "Ivan Petrenko"
    assert "governor" in found[1].name


def test_no_quotations_give_no_attributions() -> None:
    assert attribute("Nobody speaks here.", []) == []
