package dev.parley.cli.conformance.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.Outcome;
import dev.parley.cli.conformance.wire.Exchange;

/** A run as one JSON object. */
public final class JsonReport {
    private static final JsonMapper JSON = new JsonMapper();

    private JsonReport() {}

    /** @param explain add the wire of what failed */
    public static String of(Report report, boolean explain) {
        return object(report, explain).toPrettyString();
    }

    private static ObjectNode object(Report report, boolean explain) {
        ObjectNode json = JSON.createObjectNode()
                .put("agent", report.target())
                .put("specification", "1.0.1")
                .put("conforms", report.conforms())
                .put("tookMs", report.took().toMillis());
        json.putObject("totals")
                .put("passed", report.passed())
                .put("mustFailed", report.failed(Level.MUST))
                .put("shouldNotMet", report.failed(Level.SHOULD))
                .put("mayNotMet", report.failed(Level.MAY))
                .put("skipped", report.skipped());
        ArrayNode checks = json.putArray("checks");
        report.findings().forEach(finding -> checks.add(check(finding, explain)));
        return json;
    }

    private static ObjectNode check(Finding finding, boolean explain) {
        ObjectNode json = JSON.createObjectNode()
                .put("name", finding.check().name())
                .put("section", finding.check().section())
                .put("level", finding.check().level().name())
                .put("rule", finding.check().title())
                .put("at", finding.place())
                .put("tookMs", finding.took().toMillis());
        switch (finding.outcome()) {
            case Outcome.Passed passed -> json.put("outcome", "passed");
            case Outcome.Failed failed -> {
                json.put("outcome", "failed").put("expected", failed.expected()).put("got", failed.got());
                if (explain) {
                    ArrayNode wire = json.putArray("wire");
                    finding.wire().forEach(exchange -> wire.add(exchange(exchange)));
                }
            }
            case Outcome.Skipped skipped -> json.put("outcome", "skipped").put("reason", skipped.reason());
        }
        return json;
    }

    private static ObjectNode exchange(Exchange exchange) {
        return JSON.createObjectNode()
                .put("asked", String.join("\n", exchange.asked()))
                .put("answered", String.join("\n", exchange.answered()));
    }
}
