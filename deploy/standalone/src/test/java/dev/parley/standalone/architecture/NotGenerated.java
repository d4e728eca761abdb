package dev.parley.standalone.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.util.regex.Pattern;

/** Leaves out protoc's packages and the definitions that Micronaut writes beside the beans. */
final class NotGenerated implements ImportOption {
    private static final Pattern PROTOC = Pattern.compile(".*/dev/parley/proto/([a-z0-9]+/v1|a2a/v03(json)?)/.*");

    @Override
    public boolean includes(Location location) {
        return !location.matches(PROTOC) && !location.contains("/$");
    }
}
