"""Prints the descriptor of a2a.proto that is inside the official SDK, serialized and in base64.

The generated module is loaded by its path: importing its package would ask for all that the SDK depends on.
"""

import base64
import importlib.util
import pathlib
import sysconfig

from google.protobuf import descriptor_pb2

path = pathlib.Path(sysconfig.get_paths()["purelib"]) / "a2a" / "types" / "a2a_pb2.py"
spec = importlib.util.spec_from_file_location("a2a_pb2", path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

file = descriptor_pb2.FileDescriptorProto()
module.DESCRIPTOR.CopyToProto(file)
print(base64.b64encode(file.SerializeToString()).decode("ascii"))
