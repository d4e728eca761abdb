"""Prints the descriptor inside a generated module of the official SDK, serialized and in base64.

The argument is the module's path below the SDK's package: types/a2a_pb2.py

The generated module is loaded by its path: importing its package would ask for all that the SDK depends on.
"""

import base64
import importlib.util
import pathlib
import sys
import sysconfig

from google.protobuf import descriptor_pb2

path = pathlib.Path(sysconfig.get_paths()["purelib"]) / "a2a" / sys.argv[1]
spec = importlib.util.spec_from_file_location(path.stem, path)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

file = descriptor_pb2.FileDescriptorProto()
module.DESCRIPTOR.CopyToProto(file)
print(base64.b64encode(file.SerializeToString()).decode("ascii"))
