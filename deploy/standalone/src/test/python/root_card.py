#!/usr/bin/env python3
"""The official SDK's card resolver and client, pointed at the root of a host that one agent has for itself.

    root_card.py ROOT_URL

Prints the interfaces of the card as "BINDING URL", then "said BINDING" for each over which the agent answered.
"""
import asyncio
import sys

import grpc
import httpx
from a2a.client import A2ACardResolver, ClientConfig, ClientFactory
from a2a.helpers import new_text_message
from a2a.types import Role, SendMessageRequest


async def main(root):
    async with httpx.AsyncClient() as http:
        card = await A2ACardResolver(http, root).get_agent_card()
    for each in card.supported_interfaces:
        print(each.protocol_binding, each.url)
    for each in card.supported_interfaces:
        binding = each.protocol_binding
        if binding.startswith('https://'):
            continue  # a binding of our own, which the SDK does not have
        config = ClientConfig(streaming=False, supported_protocol_bindings=[binding],
                              grpc_channel_factory=grpc.aio.insecure_channel)
        async with ClientFactory(config).create(card) as client:
            request = SendMessageRequest(message=new_text_message(f'hello over {binding}', role=Role.ROLE_USER))
            answers = [event async for event in client.send_message(request)]
        if len(answers) == 1 and f'hello over {binding}' in str(answers[0]):
            print('said', binding)


asyncio.run(main(sys.argv[1]))
