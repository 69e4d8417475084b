// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/form/field_note.h"

#include "widgets/common/theme.h"
#include "widgets/form/glyph_icon.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>

namespace interleave::widgets {
namespace {

/// What a screen reader names when the control has the focus.
QWidget *focused(QWidget *control)
{
    while (control->focusProxy())
        control = control->focusProxy();
    return control;
}

} // namespace

FieldNote::FieldNote(QWidget *control, QWidget *parent) : QWidget(parent), m_control(control), m_icon(new QLabel(this)), m_text(new QLabel(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    paintIcon();
    hide();
}

void FieldNote::say(const QString &text)
{
    if (text == m_text->text())
        return;
    m_text->setText(text);
    m_text->setAccessibleName(text);
    focused(m_control)->setAccessibleDescription(text);
    show();
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void FieldNote::clear()
{
    if (m_text->text().isEmpty())
        return;
    m_text->clear();
    focused(m_control)->setAccessibleDescription({});
    hide();
}

QString FieldNote::text() const { return m_text->text(); }

void FieldNote::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintIcon();
}

void FieldNote::paintIcon()
{
    const Theme theme = Theme::of(palette());
    m_icon->setPixmap(glyphIcon(Glyph::Warning, theme.warning, theme.mutedText).pixmap(QSize(14, 14), devicePixelRatioF()));
}

FieldNote *nearestNote(QWidget *root, const std::string &path)
{
    FieldNote *nearest = nullptr;
    for (auto *note : root->findChildren<FieldNote *>()) {
        const std::string &own = note->path();
        const bool above = !own.empty() && path.starts_with(own) && (path.size() == own.size() || path[own.size()] == '.' || path[own.size()] == '[');
        if (above && note->parentWidget()->isVisibleTo(root) && (!nearest || own.size() > nearest->path().size()))
            nearest = note;
    }
    return nearest;
}

} // namespace interleave::widgets
