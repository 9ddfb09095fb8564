"""Writes the limits of the service's model into model-facts.json, from the botocore that is installed.

python3 test/emulator/protocol/model-facts.py

botocore (https://github.com/boto/botocore) is under the Apache License 2.0. Only facts are taken: names, types, lengths,
ranges, patterns and values of requests' members.
"""

import gzip
import json
import pathlib

import botocore

folder = pathlib.Path(botocore.__file__).parent / "data/servicediscovery/2017-03-14"
packed = folder / "service-2.json.gz"
model = json.loads(gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "service-2.json").read_text())
shapes = model["shapes"]


def facts(name):
    shape = shapes[name]
    found = {key: shape[key] for key in ("type", "min", "max", "pattern", "enum") if key in shape}
    if shape["type"] == "structure":
        found["required"] = shape.get("required", [])
        found["members"] = {member: facts(of["shape"]) for member, of in shape["members"].items()}
    if shape["type"] == "list":
        found["member"] = facts(shape["member"]["shape"])
    if shape["type"] == "map":
        found["key"] = facts(shape["key"]["shape"])
        found["value"] = facts(shape["value"]["shape"])
    return found


operations = {name: facts(of["input"]["shape"]) for name, of in sorted(model["operations"].items())}
source = f"botocore {botocore.__version__}, servicediscovery/2017-03-14/service-2.json, Apache License 2.0"
target = pathlib.Path(__file__).with_name("model-facts.json")
target.write_text(json.dumps({"source": source, "inputs": operations}, indent=1, sort_keys=True) + "\n")
