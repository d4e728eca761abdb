"""What the agents in Python have in common: the scenes, by the prefix of the messageId (../README.md), the longest that fits."""
import argparse
import asyncio

PREFIX_OF_MESSAGE = 'tck-message-response'


class Scenes:
    """Plays on the TaskUpdater of either SDK. The parts are made by the SDK's version: text(words), file, link and data; ask(up, words)
    ends a turn with a question; and told(part) says what a part that came is: its kind, its media type and its content.
    """

    def __init__(self, options, parts):
        self.options = options
        self.parts = parts
        self.scenes = {
            'tck-complete-task': self.complete,
            'tck-reject-task': self.reject,
            'tck-input-required': self.ask,
            'tck-artifact-text': self.gives(parts.text('Generated text content')),
            'tck-artifact-file': self.gives(parts.file),
            'tck-artifact-file-url': self.gives(parts.link),
            'tck-artifact-data': self.gives(parts.data),
            'tck-stream-001': self.gives(parts.text('Stream hello from TCK'), working=True),
            'tck-stream-002': lambda up, _: up.complete(),
            'tck-stream-003': self.gives(parts.text('Stream hello from TCK'), working=True),
            'tck-stream-ordering-001': self.gives(parts.text('Ordered output'), working=True),
            'tck-stream-artifact-text': self.gives(parts.text('Streamed text content'), working=True),
            'tck-stream-artifact-file': self.gives(parts.file, working=True),
            'tck-stream-artifact-chunked': self.chunks('chunk-1 ', 'chunk-2'),
            'test-resubscribe-message-id': self.works(options.seconds),
            'slow-': self.works(30),
            'steps-': self.chunks('one ', 'two ', 'three ', 'four', pause=0.2),
            'parts-': self.tell,
        }

    async def play(self, up, context):
        fitting = [prefix for prefix in self.scenes if context.message.message_id.startswith(prefix)]
        await (self.scenes[max(fitting, key=len)] if fitting else self.echo)(up, context)

    def said(self, up, words):
        return up.new_agent_message([self.parts.text(words)])

    async def complete(self, up, _):
        await up.complete(self.said(up, 'Hello from TCK'))

    async def reject(self, up, _):
        await up.reject(self.said(up, 'rejected'))

    async def ask(self, up, _):
        await self.parts.ask(up, self.said(up, 'what else?'))

    async def tell(self, up, context):
        await up.add_artifact([self.parts.text('; '.join(self.parts.told(part) for part in context.message.parts))])
        await up.complete()

    async def echo(self, up, context):
        await up.start_work()
        if self.options.keep_open:
            await asyncio.sleep(0.2)  # the public kit cancels it in between
        await up.add_artifact([self.parts.text('echo: ' + context.get_user_input())], name='echo')
        await (self.ask(up, context) if self.options.keep_open else up.complete())

    @staticmethod
    def works(seconds):
        async def scene(up, _):
            await up.start_work()
            await asyncio.sleep(seconds)
            await up.complete()

        return scene

    @staticmethod
    def gives(part, working=False):
        async def scene(up, _):
            if working:
                await up.start_work()
            await up.add_artifact([part])
            await up.complete()

        return scene

    def chunks(self, *texts, pause=0.0):
        async def scene(up, _):
            await up.start_work()
            for number, words in enumerate(texts):
                await asyncio.sleep(pause)
                await up.add_artifact([self.parts.text(words)], artifact_id='chunked', append=number > 0, last_chunk=number == len(texts) - 1)
            await up.complete()

        return scene


def parser(description):
    """The flags of the agents."""
    flags = argparse.ArgumentParser(description=description)
    flags.add_argument('--port', type=int, default=0)
    flags.add_argument('--keep-open', action='store_true', help='an unscripted message ends input-required')
    flags.add_argument('--seconds', type=float, default=4, help='how long test-resubscribe-message-id works')
    flags.add_argument('--no-push', action='store_true')
    flags.add_argument('--no-streaming', action='store_true')
    flags.add_argument('--no-extended-card', action='store_true')
    return flags
