"""What computes logits: one small interface, several ways, and the one place that chooses among them."""

from model.engines.choose import ENGINES, choose_engine
from model.engines.interface import Engine, Logits
from model.engines.onnx import OnnxEngine
from model.engines.pytorch import TorchEngine

__all__ = ["ENGINES", "Engine", "Logits", "OnnxEngine", "TorchEngine", "choose_engine"]
