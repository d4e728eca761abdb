package dev.parley.registry.search;

import dev.parley.registry.TestPostgres;

class ExactScanSearchTest extends SearchContract {
    @Override
    String newDatabase() {
        return TestPostgres.newDatabase();
    }

    @Override
    String engine() {
        return "exact-scan";
    }
}
