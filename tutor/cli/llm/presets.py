"""The endpoints that `tutor llm setup` knows: where they are, and what they want."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PresetName(StrEnum):
    """An endpoint, as `--preset` names it."""

    OPENAI = "openai"
    OLLAMA = "ollama"
    LM_STUDIO = "lm-studio"
    LLAMA_CPP = "llama.cpp"
    VLLM = "vllm"
    OPENROUTER = "openrouter"
    AZURE = "azure"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known of an endpoint.

    Attributes:
        label: What people call it.
        base_url: Its address, as its makers document it; "" for OpenAI's, or where everybody has
            one of their own.
        asks_address: Whether the address is to be asked for.
        example: An address, where there is none to start from.
        prices: What its models cost, where all of them cost the same; "" where they differ.
        wants_key: Whether it takes nobody without a key.
    """

    label: str
    base_url: str
    asks_address: bool = True
    example: str = ""
    prices: str = ""
    wants_key: bool = False


_FREE = "0/0"

PRESETS = {
    PresetName.OPENAI: Preset("OpenAI", "", asks_address=False, wants_key=True),
    PresetName.OLLAMA: Preset("Ollama, on this machine", "http://localhost:11434/v1", prices=_FREE),
    PresetName.LM_STUDIO: Preset(
        "LM Studio, on this machine", "http://localhost:1234/v1", prices=_FREE
    ),
    PresetName.LLAMA_CPP: Preset(
        "llama.cpp's server, on this machine", "http://localhost:8080/v1", prices=_FREE
    ),
    PresetName.VLLM: Preset("vLLM, on this machine", "http://localhost:8000/v1", prices=_FREE),
    PresetName.OPENROUTER: Preset(
        "OpenRouter", "https://openrouter.ai/api/v1", asks_address=False, wants_key=True
    ),
    PresetName.AZURE: Preset(
        "Azure OpenAI; the model is the deployment's name",
        "",
        example="https://NAME.openai.azure.com/openai/v1",
        wants_key=True,
    ),
    PresetName.OTHER: Preset(
        "another that speaks as OpenAI's does", "", example="https://HOST/v1", wants_key=True
    ),
}


def preset_of(base_url: str) -> PresetName:
    """Return the preset of an address; `OTHER` where none has it."""
    if not base_url:
        return PresetName.OPENAI
    if ".openai.azure.com" in base_url:
        return PresetName.AZURE
    same = (name for name, one in PRESETS.items() if one.base_url == base_url.rstrip("/"))
    return next(same, PresetName.OTHER)
