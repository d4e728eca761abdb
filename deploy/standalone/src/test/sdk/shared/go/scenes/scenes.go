// Package scenes is what the agents in Go have in common: what they do, by the prefix of the messageId (../../../README.md).
package scenes

import (
	"context"
	"strings"
	"time"
)

// Parts are what an SDK's version makes the scenes of.
type Parts[P any] struct {
	Text             func(words string) P
	File, Link, Data P
}

// Told is what came: the text of all parts, and of each part its kind, media type and content.
type Told struct {
	Words string
	Parts []string
}

// Chunk says which piece of the artifact of this id and name a part is; the zero Chunk is a whole artifact of a fresh id.
type Chunk struct {
	ID, Name       string
	Appended, Last bool
}

// Turn is what a scene speaks by. Both are false when nobody takes it any more.
type Turn[P any] interface {
	// State is told by its name in 0.3.
	State(state string, words ...string) bool
	Artifact(part P, chunk Chunk) bool
}

type scene[P any] func(ctx context.Context, turn Turn[P])

// Play does what the messageId's prefix says, the longest that fits; without one it answers what it was told.
func Play[P any](ctx context.Context, turn Turn[P], parts Parts[P], messageID string, told Told) {
	found, play := "", echo(parts, told.Words)
	for prefix, scene := range all(parts, told) {
		if strings.HasPrefix(messageID, prefix) && len(prefix) > len(found) {
			found, play = prefix, scene
		}
	}
	play(ctx, turn)
}

// AsksForMessage says whether the answer is to be Answer, a bare message.
func AsksForMessage(messageID string) bool {
	return strings.HasPrefix(messageID, "tck-message-response")
}

// Answer is the text of a bare message.
const Answer = "Direct message response"

func all[P any](parts Parts[P], told Told) map[string]scene[P] {
	return map[string]scene[P]{
		"tck-complete-task":           ends[P]("completed", "Hello from TCK"),
		"tck-reject-task":             ends[P]("rejected", "rejected"),
		"tck-input-required":          ends[P]("input-required", "what else?"),
		"tck-artifact-text":           gives(parts.Text("Generated text content"), false),
		"tck-artifact-file":           gives(parts.File, false),
		"tck-artifact-file-url":       gives(parts.Link, false),
		"tck-artifact-data":           gives(parts.Data, false),
		"tck-stream-001":              gives(parts.Text("Stream hello from TCK"), true),
		"tck-stream-002":              ends[P]("completed"),
		"tck-stream-003":              gives(parts.Text("Stream hello from TCK"), true),
		"tck-stream-ordering-001":     gives(parts.Text("Ordered output"), true),
		"tck-stream-artifact-text":    gives(parts.Text("Streamed text content"), true),
		"tck-stream-artifact-file":    gives(parts.File, true),
		"tck-stream-artifact-chunked": chunks(parts, 0, "chunk-1 ", "chunk-2"),
		"test-resubscribe-message-id": works[P](4 * time.Second),
		"slow-":                       works[P](30 * time.Second),
		"parts-":                      gives(parts.Text(strings.Join(told.Parts, "; ")), false),
		"steps-":                      chunks(parts, 200*time.Millisecond, "one ", "two ", "three ", "four"),
	}
}

func ends[P any](state string, words ...string) scene[P] {
	return func(_ context.Context, turn Turn[P]) { turn.State(state, words...) }
}

func gives[P any](part P, working bool) scene[P] {
	return func(_ context.Context, turn Turn[P]) {
		if working && !turn.State("working") {
			return
		}
		if turn.Artifact(part, Chunk{}) {
			turn.State("completed")
		}
	}
}

func chunks[P any](parts Parts[P], pause time.Duration, words ...string) scene[P] {
	return func(_ context.Context, turn Turn[P]) {
		if !turn.State("working") {
			return
		}
		for number, word := range words {
			time.Sleep(pause)
			if !turn.Artifact(parts.Text(word), Chunk{ID: "chunked", Appended: number > 0, Last: number == len(words)-1}) {
				return
			}
		}
		turn.State("completed")
	}
}

func works[P any](length time.Duration) scene[P] {
	return func(ctx context.Context, turn Turn[P]) {
		if !turn.State("working") {
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(length):
			turn.State("completed")
		}
	}
}

func echo[P any](parts Parts[P], told string) scene[P] {
	return func(_ context.Context, turn Turn[P]) {
		if turn.State("working") && turn.Artifact(parts.Text("echo: "+told), Chunk{Name: "echo"}) {
			turn.State("completed")
		}
	}
}
