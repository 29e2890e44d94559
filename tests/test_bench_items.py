"""What the endurance run of bench.serving sends."""

from bench.distinct import distinct

ITEMS = [
    {"text": "We have 20 left", "context": "“We have 20 left,” Orest Halko, 50, said to Prime Minister Ada Rill."},
    {"text": "go home", "context": "The prime thing, said a minister, was to “go home”."},
]


def test_items_are_the_same_for_one_seed_and_no_two_of_them_are_alike() -> None:
    made = list(distinct(ITEMS, 500))
    assert made == list(distinct(ITEMS, 500))
    assert made != list(distinct(ITEMS, 500, seed=1))
    assert len({item["text"] for item in made}) == len({item["context"] for item in made}) == 500


def test_names_and_numbers_give_way_to_others_in_quote_and_context_alike() -> None:
    for item in distinct(ITEMS[:1], 50):
        assert item["text"] in item["context"]
        assert not [word for word in ("20", "50,", "Halko,") if word in f"{item['text']} {item['context']}".split()]
        assert "Orest " in item["context"]


def test_titles_of_office_stay() -> None:
    first, second = distinct(ITEMS, 2)
    assert "to Prime Minister " in first["context"]
    assert second["context"].startswith("The prime thing, said a minister, was to “go home ")
