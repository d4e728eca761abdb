package dev.parley.cli.conformance.report;

import dev.parley.cli.conformance.suite.Check;
import dev.parley.cli.conformance.suite.Finding;
import dev.parley.cli.conformance.suite.Level;
import dev.parley.cli.conformance.suite.Outcome;
import dev.parley.cli.conformance.wire.Exchange;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A run in the XML of JUnit, as build servers read it: a suite a binding, a case a check. Only a failed MUST is a
 * failure; a SHOULD or MAY that is not met is a skipped case that says so.
 */
public final class JunitReport {
    private JunitReport() {}

    /** @param explain add the wire of what failed */
    public static String of(Report report, boolean explain) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            xml.writeAttribute("name", Printable.line(report.target()));
            for (Map.Entry<String, List<Finding>> place : byPlace(report).entrySet()) {
                suite(xml, place.getKey(), place.getValue(), explain);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML that cannot be written to memory", e);
        }
        return text.toString();
    }

    private static Map<String, List<Finding>> byPlace(Report report) {
        return report.findings().stream()
                .collect(Collectors.groupingBy(Finding::place, LinkedHashMap::new, Collectors.toList()));
    }

    private static void suite(XMLStreamWriter xml, String place, List<Finding> findings, boolean explain)
            throws XMLStreamException {
        long failures = findings.stream().filter(Finding::isFatal).count();
        long skipped = findings.stream()
                .filter(finding -> !finding.isFatal() && !(finding.outcome() instanceof Outcome.Passed))
                .count();
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", place);
        xml.writeAttribute("tests", Integer.toString(findings.size()));
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("skipped", Long.toString(skipped));
        for (Finding finding : findings) {
            testCase(xml, finding, explain);
        }
        xml.writeEndElement();
    }

    private static void testCase(XMLStreamWriter xml, Finding finding, boolean explain) throws XMLStreamException {
        Check check = finding.check();
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "a2a." + finding.place());
        xml.writeAttribute("name", check.name() + " §" + check.section() + " " + check.level());
        xml.writeAttribute("time", seconds(finding.took()));
        switch (finding.outcome()) {
            case Outcome.Passed passed -> {
                // a case without children has passed
            }
            case Outcome.Failed failed -> {
                String text = check.title() + "; expected: " + failed.expected() + "; got: " + failed.got();
                xml.writeStartElement(check.level() == Level.MUST ? "failure" : "skipped");
                xml.writeAttribute("message", Printable.line(text));
                xml.writeCharacters(explain ? wire(finding) : "");
                xml.writeEndElement();
            }
            case Outcome.Skipped skipped -> {
                xml.writeEmptyElement("skipped");
                xml.writeAttribute("message", Printable.line(skipped.reason()));
            }
        }
        xml.writeEndElement();
    }

    private static String wire(Finding finding) {
        StringBuilder text = new StringBuilder();
        for (Exchange exchange : finding.wire()) {
            exchange.asked().forEach(line -> text.append("> ").append(line).append('\n'));
            exchange.answered().forEach(line -> text.append("< ").append(line).append('\n'));
        }
        return Printable.lines(text.toString());
    }

    private static String seconds(Duration took) {
        return "%d.%03d".formatted(took.toSeconds(), took.toMillisPart());
    }
}
