"""Drives a house with OpenAI's own SDK, as a developer would. Arguments: base URL, API key. Fails aloud."""

import sys

import openai

base, key = sys.argv[1:]
client = openai.OpenAI(base_url=base, api_key=key, max_retries=0)

models = [model.id for model in client.models.list()]
assert models == ["fake-1"], models

question = [{"role": "user", "content": "hi"}]
answer = client.chat.completions.create(model="fake-1", messages=question)
assert answer.choices[0].message.content == "Hello", answer
assert answer.usage.total_tokens > 0, answer

text, usage, finish = "", None, None
for chunk in client.chat.completions.create(
    model="fake-1", messages=question, stream=True, stream_options={"include_usage": True}
):
    usage = chunk.usage or usage
    if chunk.choices:
        text += chunk.choices[0].delta.content or ""
        finish = chunk.choices[0].finish_reason or finish
assert text == "Hello", text
assert finish == "stop", finish
assert usage and usage.completion_tokens > 0, usage

try:
    client.chat.completions.create(model="no-such-model", messages=question)
    raise SystemExit("an unknown model was accepted")
except openai.NotFoundError as error:
    assert error.code == "model_not_found", error.body

try:
    openai.OpenAI(base_url=base, api_key="hk-wrong", max_retries=0).models.list()
    raise SystemExit("a wrong key was accepted")
except openai.AuthenticationError:
    pass
