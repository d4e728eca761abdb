package dev.parley.cli.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.wire.Binding;
import dev.parley.cli.conformance.wire.SpecError;
import dev.parley.proto.jsonrpc.A2aMethod;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * An agent that is right but for one thing, and the check that must see it.
 *
 * @param binding where the check is run; any for checks of the agent as a whole
 */
record Fault(String check, Binding binding, Nature nature) {
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public String toString() {
        return check + " over " + binding.label();
    }

    static Fault over(Binding binding, String check, Nature nature) {
        return new Fault(check, binding, nature);
    }

    static Fault fault(String check, Nature nature) {
        return new Fault(check, Binding.JSONRPC, nature);
    }

    /** The card with a change. */
    static Nature card(Consumer<ObjectNode> change) {
        return Nature.right().card(card -> {
            change.accept(card);
            return card;
        });
    }

    static ObjectNode firstInterface(ObjectNode card) {
        return (ObjectNode) card.path("supportedInterfaces").path(0);
    }

    /** An HTTP answer to requests that contain a text, changed. */
    static Nature http(String request, UnaryOperator<Nature.Answer> change) {
        return Nature.right().http((asked, answer) -> asked.contains(request) ? change.apply(answer) : answer);
    }

    /** The text of HTTP answers, changed. */
    static Nature body(String request, String from, String to) {
        return http(request, answer -> answer.body(answer.body().replaceAll(from, to)));
    }

    /** The request of a method, changed before it is acted on: the agent ignores or invents something. */
    static Nature asked(A2aMethod wanted, Consumer<ObjectNode> change) {
        return Nature.right().calls((method, params, parameters, right) -> {
            if (method == wanted) {
                change.accept(params);
            }
            return right.call();
        });
    }

    /** The message of a SendMessage, changed before it is acted on. */
    static Nature message(Consumer<ObjectNode> change) {
        return asked(A2aMethod.SEND_MESSAGE, params -> change.accept((ObjectNode) params.path("message")));
    }

    /** The request of a method refused, where it is such. */
    static Nature refusing(A2aMethod wanted, SpecError error, Predicate<ObjectNode> when) {
        return asked(wanted, params -> {
            if (when.test(params)) {
                throw new AgentFault(error, "refused");
            }
        });
    }

    /** An error of a method that becomes another one. */
    static Nature otherError(A2aMethod wanted, SpecError other) {
        return Nature.right().calls((method, params, parameters, right) -> {
            try {
                return right.call();
            } catch (AgentFault e) {
                throw method == wanted ? new AgentFault(other, "another error") : e;
            }
        });
    }

    /** An error of a method that becomes a result. */
    static Nature noError(A2aMethod wanted, ObjectNode result) {
        return Nature.right().calls((method, params, parameters, right) -> {
            try {
                return right.call();
            } catch (AgentFault e) {
                if (method == wanted) {
                    return result;
                }
                throw e;
            }
        });
    }

    /** The result of a method, changed. */
    static Nature result(A2aMethod wanted, Consumer<ObjectNode> change) {
        return Nature.right().results((method, result) -> {
            if (method == wanted) {
                change.accept(result);
            }
            return result;
        });
    }

    /** The task in a SendMessage's result, changed. */
    static Nature task(Consumer<ObjectNode> change) {
        return result(A2aMethod.SEND_MESSAGE, result -> {
            if (result.path("task") instanceof ObjectNode task) {
                change.accept(task);
            }
        });
    }

    /** The first part of the first artifact in a SendMessage's result, changed. */
    static Nature part(Consumer<ObjectNode> change) {
        return task(task -> {
            if (task.path("artifacts").path(0).path("parts").path(0) instanceof ObjectNode part) {
                change.accept(part);
            }
        });
    }

    static ObjectNode status(JsonNode task) {
        return (ObjectNode) task.path("status");
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static ObjectNode aMessage() {
        ObjectNode result = object();
        result.set("message", Messages.ofAgent("taken"));
        return result;
    }

    static void reverse(ObjectNode holder, String list) {
        ArrayNode reversed = JSON.createArrayNode();
        for (int i = holder.path(list).size() - 1; i >= 0; i--) {
            reversed.add(holder.path(list).get(i));
        }
        holder.set(list, reversed);
    }
}
