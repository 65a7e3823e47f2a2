"""Telling English from what the model can't read."""

import pytest

from extractor.sources.language import LanguageError, looks_english, require_english

FOREIGN = {
    "German": "Die Pumpenwerke Borvane AG hat am Montag ein Rückkaufprogramm über 40 Millionen Euro angekündigt. Das "
    "Unternehmen will die Aktien bis Ende März über die Börse erwerben, teilte der Vorstand mit.",
    "French": "Le groupe Borvane a annoncé lundi un programme de rachat d'actions de 40 millions d'euros. La société "
    "compte acheter les titres en Bourse d'ici à la fin mars, a précisé le directeur général.",
    "Spanish": "La empresa Borvane anunció el lunes un programa de recompra de acciones por 40 millones de euros, que "
    "se extenderá hasta finales de marzo, según informó el consejo.",
    "Norwegian": "Borvane ASA kunngjorde mandag et tilbakekjøpsprogram for egne aksjer på 40 millioner kroner. "
    "Selskapet vil kjøpe aksjene på børsen frem til slutten av mars, opplyser styret.",
    "Chinese": "博瓦恩集团周一宣布回购不超过4000万欧元的股份，回购将持续至三月底。",
    "Russian": "Компания Борвейн в понедельник объявила о выкупе акций на 40 миллионов евро.",
}

ENGLISH = [
    "Borvane Plc said on Monday that it would buy back shares for up to 40 million euros by the end of March.",
    "Shr 33 cts vs 33 cts Net 1,204,000 vs 1,198,000 Revs 12.2 mln vs 11.9 mln Avg shrs 3,600,000 vs 3,500,000 NOTE",
    "Grupo Pozuelo de la Sierra SA de CV said Banco del Valle and Caixa da Costa had lent it 40 million euros.",
    "BUY BVN",
    "博瓦恩 (Borvane Holdings), a maker of pumps, said that its founder had bought two million of the shares.",
]


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN.keys())
def test_foreign_text_is_refused_by_name(text: str) -> None:
    assert not looks_english(text)
    with pytest.raises(LanguageError, match=r"^note-7: the text is not English") as caught:
        require_english(text, name="note-7")
    assert caught.value.code == "language"


@pytest.mark.parametrize("text", ENGLISH)
def test_english_passes(text: str) -> None:
    assert looks_english(text)
