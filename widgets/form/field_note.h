// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <string>

class QLabel;

namespace interleave::widgets {

/// What is wrong with a field, beside it; hidden while nothing is. The form finds notes by their path and fills them.
class FieldNote : public QWidget {
    Q_OBJECT
public:
    /// `control`: what to focus so that the field can be mended.
    explicit FieldNote(QWidget *control, QWidget *parent = nullptr);

    /// The path in the plan that the note is for; what lies below it is the note's too, if no other note is nearer.
    void setPath(std::string path) { m_path = std::move(path); }
    [[nodiscard]] const std::string &path() const { return m_path; }
    [[nodiscard]] QWidget *control() const { return m_control; }

    void say(const QString &text);
    void clear();
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintIcon();

    std::string m_path;
    QWidget *m_control;
    QLabel *m_icon;
    QLabel *m_text;
};

/// The note below `root` whose place can be seen and whose path names `path` or most of it; null if none does.
FieldNote *nearestNote(QWidget *root, const std::string &path);

} // namespace interleave::widgets
