// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/viewstate/gestures.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace interleave::widgets {
namespace {

constexpr Qt::KeyboardModifiers kPlain = Qt::NoModifier;

constexpr std::array kKeys{
    GestureKey{Gesture::CursorBack, kPlain, Qt::Key_Left},
    GestureKey{Gesture::CursorForward, kPlain, Qt::Key_Right},
    GestureKey{Gesture::PageBack, kPlain, Qt::Key_PageUp},
    GestureKey{Gesture::PageForward, kPlain, Qt::Key_PageDown},
    GestureKey{Gesture::SetA, kPlain, Qt::Key_BracketLeft},
    GestureKey{Gesture::SetB, kPlain, Qt::Key_BracketRight},
    GestureKey{Gesture::ExtendBack, Qt::ShiftModifier, Qt::Key_Left},
    GestureKey{Gesture::ExtendForward, Qt::ShiftModifier, Qt::Key_Right},
    GestureKey{Gesture::ZoomIn, kPlain, Qt::Key_Plus},
    GestureKey{Gesture::ZoomIn, kPlain, Qt::Key_W},
    GestureKey{Gesture::ZoomIn, kPlain, Qt::Key_Equal},
    GestureKey{Gesture::ZoomOut, kPlain, Qt::Key_Minus},
    GestureKey{Gesture::ZoomOut, kPlain, Qt::Key_S},
    GestureKey{Gesture::AcrossIn, Qt::ControlModifier, Qt::Key_Plus},
    GestureKey{Gesture::AcrossIn, Qt::ControlModifier, Qt::Key_Equal},
    GestureKey{Gesture::AcrossOut, Qt::ControlModifier, Qt::Key_Minus},
    GestureKey{Gesture::AcrossReset, Qt::ControlModifier, Qt::Key_0},
    GestureKey{Gesture::PanBack, kPlain, Qt::Key_A},
    GestureKey{Gesture::PanForward, kPlain, Qt::Key_D},
    GestureKey{Gesture::ZoomToRange, kPlain, Qt::Key_Z},
    GestureKey{Gesture::ZoomToItem, kPlain, Qt::Key_F},
    GestureKey{Gesture::Fit, kPlain, Qt::Key_0},
    GestureKey{Gesture::GoToBegin, kPlain, Qt::Key_Home},
    GestureKey{Gesture::GoToEnd, kPlain, Qt::Key_End},
    GestureKey{Gesture::PreviousItem, kPlain, Qt::Key_Comma},
    GestureKey{Gesture::NextItem, kPlain, Qt::Key_Period},
    GestureKey{Gesture::Select, kPlain, Qt::Key_Return},
    GestureKey{Gesture::Select, kPlain, Qt::Key_Enter},
    GestureKey{Gesture::Clear, kPlain, Qt::Key_Escape},
};

/// Which keys make a sign differs between keyboards: for signs Shift and AltGr say nothing.
Qt::KeyboardModifiers meant(int key, Qt::KeyboardModifiers modifiers)
{
    modifiers &= ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
    const bool sign = key > Qt::Key_Space && key < Qt::Key_AsciiTilde && !(key >= Qt::Key_A && key <= Qt::Key_Z);
    return sign ? modifiers & ~Qt::ShiftModifier : modifiers;
}

QString text(const char *source) { return QCoreApplication::translate("Gestures", source); }

} // namespace

std::span<const GestureKey> gestureKeys() { return kKeys; }

std::optional<Gesture> GestureReader::read(int key, Qt::KeyboardModifiers modifiers)
{
    const Qt::KeyboardModifiers held = meant(key, modifiers);
    const auto found = std::find_if(kKeys.begin(), kKeys.end(), [&](const GestureKey &k) { return k.key == key && k.modifiers == held; });
    if (found == kKeys.end()) {
        m_last.reset();
        return std::nullopt;
    }
    const bool again = m_last == found->gesture && (found->gesture == Gesture::GoToBegin || found->gesture == Gesture::ZoomToItem);
    m_last = again ? std::nullopt : std::optional(found->gesture);
    return again ? Gesture::Fit : found->gesture;
}

std::vector<GestureLine> gestureLines()
{
    using enum Gesture;
    return {
        {text(QT_TRANSLATE_NOOP("Gestures", "Move the cursor, by events or by what is in view")), text(QT_TRANSLATE_NOOP("Gestures", "Hover")), {CursorBack, CursorForward, PageBack, PageForward}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Select what is at the cursor")), text(QT_TRANSLATE_NOOP("Gestures", "Click")), {Select}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Previous, next on the same line")), {}, {PreviousItem, NextItem}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Set marker A, B")), text(QT_TRANSLATE_NOOP("Gestures", "Click, Shift+click")), {SetA, SetB}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Select a range")), text(QT_TRANSLATE_NOOP("Gestures", "Drag")), {ExtendBack, ExtendForward}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Zoom time")), text(QT_TRANSLATE_NOOP("Gestures", "Ctrl+wheel, drag on the ruler")), {ZoomIn, ZoomOut}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Zoom the other axis, and back")), text(QT_TRANSLATE_NOOP("Gestures", "Ctrl+Shift+wheel")), {AcrossIn, AcrossOut, AcrossReset}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Move by a quarter of what is in view")), text(QT_TRANSLATE_NOOP("Gestures", "Middle drag, Ctrl+drag, Shift+wheel")), {PanBack, PanForward}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Go to the beginning, the end")), {}, {GoToBegin, GoToEnd}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Zoom to the range")), {}, {ZoomToRange}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Zoom to the selected task")), text(QT_TRANSLATE_NOOP("Gestures", "Double-click it")), {ZoomToItem}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Zoom to a box")), text(QT_TRANSLATE_NOOP("Gestures", "Right drag")), {}, {}},
        {text(QT_TRANSLATE_NOOP("Gestures", "Show everything")), text(QT_TRANSLATE_NOOP("Gestures", "Double-click the ruler")), {Fit}, text(QT_TRANSLATE_NOOP("Gestures", "Home Home, F F"))},
        {text(QT_TRANSLATE_NOOP("Gestures", "Clear the selection, then the markers")), text(QT_TRANSLATE_NOOP("Gestures", "Click where nothing is")), {Clear}, {}},
    };
}

} // namespace interleave::widgets
