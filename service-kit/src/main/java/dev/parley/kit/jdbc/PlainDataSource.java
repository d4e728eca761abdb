package dev.parley.kit.jdbc;

import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/**
 * Takes off the wrapper that Micronaut Data puts around every data source, in every context that has it on its class path:
 * wrapped, {@code getConnection()} fails outside Micronaut Data's own transactions, and services that share a process with
 * the registry do without those. Repositories and {@code TransactionOperations} work with and without it.
 */
@Singleton
@Order(Ordered.LOWEST_PRECEDENCE)
@Requires(classes = DelegatingDataSource.class)
final class PlainDataSource implements BeanCreatedEventListener<DataSource> {
    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        return DelegatingDataSource.unwrapDataSource(event.getBean());
    }
}
