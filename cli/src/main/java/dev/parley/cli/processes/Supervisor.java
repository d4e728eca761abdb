package dev.parley.cli.processes;

import dev.parley.cli.mesh.MeshOptions;
import dev.parley.cli.mesh.Settings;
import dev.parley.cli.output.CliException;
import dev.parley.cli.output.ExitStatus;
import dev.parley.kit.log.ServerLog;
import dev.parley.kit.rpc.RpcChannels;
import dev.parley.kit.rpc.RpcErrors;
import dev.parley.mesh.Mesh;
import dev.parley.proto.error.A2aErrorCode;
import dev.parley.proto.error.A2aException;
import dev.parley.proto.mesh.v1.MeshControlGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The way to who watches over the processes on a data folder. */
final class Supervisor {
    private Supervisor() {}

    /** Asks it something; its refusals become the command's. */
    static <T> T ask(
            MeshOptions mesh, Settings settings, Function<MeshControlGrpc.MeshControlBlockingStub, T> question) {
        Path folder = mesh.dataFolder(settings);
        Path socket = Mesh.controlSocket(folder);
        MeshOptions.runningOn(folder);
        if (!Files.exists(socket)) {
            throw new CliException(
                    ExitStatus.UNREACHABLE,
                    "What runs on " + folder
                            + " is no mesh of processes, or is not ready yet (expected: one that `parley"
                            + " mesh up` has started)");
        }
        ServerLog.silence();
        ManagedChannel channel = RpcChannels.open("unix:" + socket);
        try {
            return question.apply(MeshControlGrpc.newBlockingStub(channel));
        } catch (StatusRuntimeException e) {
            A2aException refused = RpcErrors.fromStatus(e);
            throw new CliException(
                    refused.code() == A2aErrorCode.INVALID_PARAMS ? ExitStatus.USAGE : ExitStatus.FAILURE,
                    refused.text(),
                    e);
        } finally {
            channel.shutdownNow();
        }
    }
}
