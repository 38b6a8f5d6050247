"""OpenVINO reports its use to its makers if it can. Ours cannot: nothing of the network is ever touched."""

import subprocess
import sys

WATCHED = """
import sys

reached = []
sys.addaudithook(lambda event, _: event.startswith("socket.") and reached.append(event))

import numpy as np
from ml.encoder import load_encoder
from PIL import Image

load_encoder("efficientnet_lite0", engine="openvino").encode([Image.new("RGB", (8, 8))])
named = [name for name in sys.modules if name.startswith("openvino_telemetry") and sys.modules[name]]
print(sorted(set(reached) - {"socket.__new__", "socket.gethostname"}), named)
"""


def test_loading_and_running_openvino_connects_to_nobody() -> None:
    result = subprocess.run(
        [sys.executable, "-c", WATCHED], capture_output=True, text=True, check=False, timeout=240
    )

    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[] []"
