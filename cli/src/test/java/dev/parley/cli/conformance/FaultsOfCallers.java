package dev.parley.cli.conformance;

import static dev.parley.proto.jsonrpc.A2aMethod.CREATE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.DELETE_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_EXTENDED_AGENT_CARD;
import static dev.parley.proto.jsonrpc.A2aMethod.GET_TASK_PUSH_NOTIFICATION_CONFIG;
import static dev.parley.proto.jsonrpc.A2aMethod.LIST_TASKS;
import static dev.parley.proto.jsonrpc.A2aMethod.LIST_TASK_PUSH_NOTIFICATION_CONFIGS;

import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What agents get wrong in who may do what. */
final class FaultsOfCallers {
    private FaultsOfCallers() {}

    private static Stream<Fault> each(String check, Nature nature) {
        return Arrays.stream(Binding.values()).map(binding -> new Fault(check, binding, nature));
    }

    /** Everybody is the first caller in these methods. */
    private static Nature oneForAll(Predicate<A2aMethod> methods) {
        return Nature.right().calls((method, params, parameters, right) -> {
            if (methods.test(method)) {
                parameters.put("x-caller", "one");
            }
            return right.call();
        });
    }

    /** Credentials are demanded, but for some methods not asked for. */
    private static Nature careless(Predicate<A2aMethod> methods) {
        return Fault.card(Variants::demandCredentials).calls((method, params, parameters, right) -> {
            if (!methods.test(method) && !parameters.containsKey("x-caller")) {
                throw AgentFault.unauthenticated();
            }
            return right.call();
        });
    }

    static Stream<Fault> all() {
        Nature forbidding = Nature.right().calls((method, params, parameters, right) -> {
            if ("two".equals(parameters.get("x-caller"))) {
                throw new AgentFault(SpecError.UNSUPPORTED_OPERATION, "this task is not yours");
            }
            return right.call();
        });
        Nature failing = Fault.card(Variants::demandCredentials).calls((method, params, parameters, right) -> {
            if (!parameters.containsKey("x-caller")) {
                throw new AgentFault(SpecError.INTERNAL_ERROR, "no caller");
            }
            return right.call();
        });
        return Stream.of(
                        each("callers/every-operation", careless(method -> true)),
                        each("callers/every-operation", careless(LIST_TASKS::equals)),
                        each("callers/every-operation", careless(A2aMethod::streaming)),
                        each("callers/every-operation", careless(GET_TASK_PUSH_NOTIFICATION_CONFIG::equals)),
                        each("callers/every-operation", careless(LIST_TASK_PUSH_NOTIFICATION_CONFIGS::equals)),
                        each("callers/every-operation", careless(DELETE_TASK_PUSH_NOTIFICATION_CONFIG::equals)),
                        each("callers/every-operation", failing),
                        each("callers/extended-card", careless(GET_EXTENDED_AGENT_CARD::equals)),
                        each("callers/list", oneForAll(LIST_TASKS::equals)),
                        each("callers/hidden", oneForAll(method -> true)),
                        each("callers/hidden", oneForAll(CREATE_TASK_PUSH_NOTIFICATION_CONFIG::equals)),
                        each("callers/hidden", oneForAll(LIST_TASK_PUSH_NOTIFICATION_CONFIGS::equals)),
                        each("callers/hidden", forbidding))
                .flatMap(faults -> faults);
    }
}
