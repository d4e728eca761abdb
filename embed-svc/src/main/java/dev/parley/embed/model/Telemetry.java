package dev.parley.embed.model;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * ONNX Runtime's telemetry, which its published builds switch on since 1.29: it reports to its maker over the network,
 * keeps a device id in the user's cache folder, and crashes the process when the command line is long (it matches it with
 * a recursive regular expression). Only a variable in the environment of the process keeps all of it out.
 */
final class Telemetry {
    private static final String OPT_OUT = "ORT_DISABLE_TELEMETRY";

    private Telemetry() {}

    /** Switches it off for this process, with the native access that the model's library needs anyway; must come before the first use of ONNX Runtime, which reads it once. */
    @SuppressWarnings(
            "restricted") // the module may call native code: Enable-Native-Access in its manifest or on the command
    // line
    static void switchOff() {
        if ("1".equals(System.getenv(OPT_OUT))) {
            return;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle setenv = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("setenv"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) setenv.invokeExact(arena.allocateFrom(OPT_OUT), arena.allocateFrom("1"), 1);
            if (failed != 0) {
                throw new IllegalStateException("setenv(" + OPT_OUT + ") failed (expected: 0)");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv cannot be called", e);
        }
    }
}
